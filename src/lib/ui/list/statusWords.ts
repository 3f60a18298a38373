import { m } from '#lib/i18n/paraglide/messages.js';
import type { Order, StatusKind } from '#lib/rules/inbox.ts';

export function statusLabel(status: StatusKind): string {
  switch (status) {
    case 'open':
      return m.status_open();
    case 'snoozed':
      return m.status_snoozed();
    case 'closed':
      return m.status_closed();
  }
}

export function emptyTitle(status: StatusKind): string {
  switch (status) {
    case 'open':
      return m.empty_title_open();
    case 'snoozed':
      return m.empty_title_snoozed();
    case 'closed':
      return m.empty_title_closed();
  }
}

export function orderLabel(order: Order): string {
  switch (order) {
    case 'newest':
      return m.order_newest();
    case 'waiting':
      return m.order_waiting();
  }
}
