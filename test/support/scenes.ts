// How most stories begin.

import { owned, received, started, toTeam } from './events.ts';
import { by, given } from './given.ts';
import { dewi, leo, mira, sales } from './people.ts';

/** 1: Budi wrote; nobody has him yet, and no team. Everybody may see and claim. */
export const fresh = given(by('contact', started(), received('Halo')));

/** 2: Mira gave Budi to the sales team: Unassigned there. */
export const inSales = fresh.and(by(mira, toTeam(sales)));

/** 3: Leo took Budi; Ana and Rafi are his teammates, Mira is the admin, Dewi is nobody here. */
export const leosInSales = inSales.and(by(leo, owned(leo, { team: sales, via: 'self' })));

/** 2: Dewi took Budi, through no team: he shows in support, where she belongs. */
export const dewis = fresh.and(by(dewi, owned(dewi, { via: 'self' })));
