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
 * customer's record, so that no conversation can send a reply elsewhere.
 */
export async function approveDraft(
  database: Database,
  customer: Customer,
  draft: Draft,
  now: Date,
): Promise<Approved> {
  const result = await database.execute({
    sql: `INSERT INTO outbox (customer_id, recipient, subject, body, approved_at)
          VALUES (?, ?, ?, ?, ?)`,
    args: [customer.id, customer.email, draft.subject, draft.body, now.toISOString()],
  });
  return { id: Number(result.lastInsertRowid), recipient: customer.email, ...draft };
}
