import { m } from '#lib/i18n/paraglide/messages.js';
import type { Delivery } from '#lib/rules/event.ts';

export type DeliveryMark = 'pending' | 'accepted' | Delivery['state'];

/** What the mark beside a bubble says. */
export function deliveryLabel(mark: DeliveryMark): string {
  switch (mark) {
    case 'pending':
      return m.waiting_for_relay();
    case 'accepted':
      return m.delivery_accepted();
    case 'trying':
      return m.delivery_trying();
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

/** A sentence for what is not as it should be; null if all is well or still on its way. */
export function deliveryProblem(delivery: Delivery | null): string | null {
  switch (delivery?.state) {
    case 'trying':
      if (delivery.reason === '') return m.delivery_trying_again();
      return m.delivery_trying_because({ reason: deliveryReason(delivery.reason) });
    case 'failed':
      return m.delivery_failed_because({ reason: deliveryReason(delivery.reason) });
    case 'unknown':
      return m.delivery_unknown();
    case 'sent':
    case 'delivered':
    case undefined:
      return null;
  }
}

const REASONS: Readonly<Record<string, () => string>> = {
  'no-answer': m.delivery_reason_no_answer,
  unreachable: m.delivery_reason_unreachable,
  'no-such-host': m.delivery_reason_no_such_host,
  'private-address': m.delivery_reason_private_address,
  redirect: m.delivery_reason_redirect,
  certificate: m.delivery_reason_certificate,
  'channel-off': m.delivery_reason_channel_off,
  login: m.delivery_reason_login,
  'no-tls': m.delivery_reason_no_tls,
  'no-address': m.delivery_reason_no_address,
  'file-unreadable': m.delivery_reason_file_unreadable,
  broken: m.delivery_reason_broken,
};

/** A reason in words; what is no word of ours is what the channel said, and shown as it is. */
export function deliveryReason(reason: string): string {
  const status = /^http-(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return m.delivery_reason_http({ status });
  const [, code, said = ''] = /^smtp-(\d{3}) ?(.*)$/.exec(reason) ?? [];
  if (code !== undefined) return m.delivery_reason_smtp({ status: code, said });
  return (Object.hasOwn(REASONS, reason) ? REASONS[reason]?.() : undefined) ?? reason;
}
