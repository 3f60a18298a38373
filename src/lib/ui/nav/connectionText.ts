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

/** What becomes of what is written in this state; null where it is simply sent. */
export function keptUntilText(state: Connection['state']): string | null {
  switch (state) {
    case 'live':
      return null;
    case 'connecting':
      return m.kept_until_connected();
    case 'offline':
      return m.composer_offline();
    case 'signed-out':
      return m.kept_until_signed_in();
    case 'app-older':
      return m.kept_until_app_updated();
    case 'relay-older':
      return m.kept_until_relay_updated();
  }
}
