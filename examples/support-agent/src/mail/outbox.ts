import validator from 'validator';
import type { Customer } from '../db/customers.js';
import type { Database } from '../db/database.js';

export interface Draft {
  subject: string;
  body: string;
}

export interface Approved extends Draft {
  id: number;
  recipient: string;
}

/**
 * Puts a reply that a person approved where the mailer picks it up. The recipient is always the address on the
 * customer's record, so that no conversation can send a reply elsewhere, and control characters other than line ends
 * are left out: the text comes from a model, and mail programs and terminals obey them.
 */
export async function approveDraft(
  database: Database,
  customer: Customer,
  draft: Draft,
  now: Date,
): Promise<Approved> {
  const body = validator.stripLow(draft.body, true);
  const result = await database.execute({
    sql: `INSERT INTO outbox (customer_id, recipient, subject, body, approved_at)
          VALUES (?, ?, ?, ?, ?)`,
    args: [customer.id, customer.email, draft.subject, body, now.toISOString()],
  });
  return {
    id: Number(result.lastInsertRowid),
    recipient: customer.email,
    subject: draft.subject,
    body,
  };
}
