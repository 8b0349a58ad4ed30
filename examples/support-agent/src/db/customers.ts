import { z } from 'zod';
import type { Database } from './database.js';

export const Ticket = z.object({
  id: z.number().int(),
  openedAt: z.string(),
  status: z.enum(['open', 'waiting', 'closed']),
  subject: z.string(),
});

export const Customer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.email(),
  tier: z.enum(['standard', 'priority']),
});

export type Ticket = z.infer<typeof Ticket>;
export type Customer = z.infer<typeof Customer>;

export interface TicketFilter {
  status?: Ticket['status'];
  text?: string;
  limit: number;
}

/** Undefined when there is no such customer. */
export async function findCustomer(database: Database, id: string): Promise<Customer | undefined> {
  const { rows } = await database.execute({
    sql: 'SELECT id, name, email, tier FROM customers WHERE id = ?',
    args: [id],
  });
  return rows[0] === undefined ? undefined : Customer.parse(rows[0]);
}

/**
 * The customer's tickets, newest first. Every value is bound, never spliced into the statement: the text comes from a
 * model that was talking to a stranger.
 */
export async function findTickets(
  database: Database,
  customerId: string,
  filter: TicketFilter,
): Promise<Ticket[]> {
  const { rows } = await database.execute({
    sql: `SELECT id, opened_at AS openedAt, status, subject
            FROM tickets
           WHERE customer_id = :customerId
             AND (:status IS NULL OR status = :status)
             AND (:text IS NULL OR instr(lower(subject), lower(:text)) > 0)
           ORDER BY opened_at DESC, id DESC
           LIMIT :limit`,
    args: {
      customerId,
      status: filter.status ?? null,
      text: filter.text ?? null,
      limit: filter.limit,
    },
  });
  return rows.map((row) => Ticket.parse(row));
}
