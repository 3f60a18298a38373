import { m } from '#lib/i18n/paraglide/messages.js';
import type { Delivery } from '#lib/rules/event.ts';

export type DeliveryMark = 'pending' | 'accepted' | 'sent' | 'delivered' | 'failed' | 'unknown';

/** What the mark beside a bubble says. */
export function deliveryLabel(mark: DeliveryMark): string {
  switch (mark) {
    case 'pending':
      return m.waiting_for_relay();
    case 'accepted':
      return m.delivery_accepted();
    case 'sent':
      return m.delivery_sent();
    case 'delivered':
      return m.delivery_delivered();
    case 'failed':
      return m.delivery_failed();
    case 'unknown':
      return m.delivery_unknown();
  }
}

/** A sentence for what needs somebody's attention; null if all is well or still on its way. */
export function deliveryProblem(delivery: Delivery | null): string | null {
  switch (delivery?.state) {
    case 'failed':
      return m.delivery_failed_because({ reason: delivery.reason });
    case 'unknown':
      return m.delivery_unknown();
    case 'sent':
    case 'delivered':
    case undefined:
      return null;
  }
}
