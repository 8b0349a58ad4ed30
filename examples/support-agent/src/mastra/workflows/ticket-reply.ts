import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { Customer, findCustomer, findTickets, Ticket } from '../../db/customers.js';
import type { Database } from '../../db/database.js';
import { approveDraft } from '../../mail/outbox.js';
import { Order, type OrdersClient } from '../../orders/client.js';

const Request = z.object({
  customerId: z.string(),
  orderId: z.string().optional(),
  message: z.string().min(1).max(10_000),
});
const Case = z.object({
  message: z.string(),
  customer: Customer,
  order: Order.optional(),
  tickets: z.array(Ticket),
});
const OrderFacts = Case.pick({ order: true });
const HistoryFacts = Case.pick({ customer: true, tickets: true });
const Drafted = z.object({ customer: Customer, subject: z.string(), body: z.string() });
const Outcome = z.object({ sent: z.boolean(), outboxId: z.number().optional() });

export type Case = z.infer<typeof Case>;

export interface TicketReplyOptions {
  database: Database;
  orders: Pick<OrdersClient, 'find'>;
  /** Writes the reply; the application asks the agent, a test answers by itself. */
  write: (about: Case) => Promise<{ subject: string; body: string }>;
  now?: () => Date;
}

/** Answers a ticket that came by e-mail: gather the facts, write a reply, wait for a person, put it in the outbox. */
export function ticketReply({
  database,
  orders,
  write,
  now = () => new Date(),
}: TicketReplyOptions) {
  const findOrder = createStep({
    id: 'find-order',
    inputSchema: Request,
    outputSchema: OrderFacts,
    execute: async ({ inputData: { orderId, customerId }, abortSignal }) => {
      const order = orderId === undefined ? undefined : await orders.find(orderId, abortSignal);
      return order?.customerId === customerId ? { order } : {};
    },
    retries: 2,
  });

  const findHistory = createStep({
    id: 'find-history',
    inputSchema: Request,
    outputSchema: HistoryFacts,
    execute: async ({ inputData: { customerId } }) => {
      const customer = await findCustomer(database, customerId);
      if (customer === undefined) throw new Error(`no customer ${customerId}`);
      return { customer, tickets: await findTickets(database, customerId, { limit: 10 }) };
    },
  });

  const writeReply = createStep({
    id: 'write-reply',
    inputSchema: z.object({ 'find-order': OrderFacts, 'find-history': HistoryFacts }),
    outputSchema: Drafted,
    execute: async ({ inputData, getInitData }) => {
      const { customer, tickets } = inputData['find-history'];
      const { order } = inputData['find-order'];
      const { message } = Request.parse(getInitData());
      const draft = await write({ message, customer, tickets, order });
      return { customer, ...draft };
    },
  });

  const approve = createStep({
    id: 'approve',
    inputSchema: Drafted,
    outputSchema: Outcome,
    suspendSchema: z.object({ recipient: z.string(), subject: z.string(), body: z.string() }),
    resumeSchema: z.object({ approved: z.boolean() }),
    execute: async ({ inputData: { customer, subject, body }, resumeData, suspend, bail }) => {
      if (resumeData === undefined) {
        return suspend({ recipient: customer.email, subject, body });
      }
      if (!resumeData.approved) return bail({ sent: false });
      const { id } = await approveDraft(database, customer, { subject, body }, now());
      return { sent: true, outboxId: id };
    },
  });

  return createWorkflow({ id: 'ticket-reply', inputSchema: Request, outputSchema: Outcome })
    .parallel([findOrder, findHistory])
    .then(writeReply)
    .then(approve)
    .commit();
}
