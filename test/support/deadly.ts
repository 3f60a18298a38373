/** What ends a relay that was started with plantedCrash.ts. */
export const DEADLY = 'A note that ends the process';
