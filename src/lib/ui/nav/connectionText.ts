import type { Connection } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';

/** The state of the connection in a few quiet words. @param since the time of day at which it began */
export function connectionText(state: Connection['state'], since: string): string {
  switch (state) {
    case 'live':
      return m.connection_live();
    case 'connecting':
      return m.connection_connecting();
    case 'offline':
      return m.connection_offline({ since });
    case 'signed-out':
      return m.connection_signed_out();
    case 'app-older':
      return m.connection_app_older();
    case 'relay-older':
      return m.connection_relay_older();
  }
}
