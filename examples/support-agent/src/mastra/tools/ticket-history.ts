import { createTool } from '@mastra/core/tools';
import { z } from 'zod';
import { findTickets, Ticket } from '../../db/customers.js';
import type { Database } from '../../db/database.js';
import { Session } from '../session.js';

export function ticketHistory(database: Database) {
  return createTool({
    id: 'ticket-history',
    description: "Search the customer's earlier support tickets, newest first.",
    inputSchema: z.object({
      status: Ticket.shape.status.optional(),
      text: z.string().max(200).optional().describe('words that the subject contains'),
      limit: z.number().int().min(1).max(25).default(10),
    }),
    outputSchema: z.object({ tickets: z.array(Ticket) }),
    requestContextSchema: Session,
    execute: async ({ status, text, limit }, { requestContext }) => ({
      tickets: await findTickets(database, requestContext.get('customerId'), {
        status,
        text,
        limit,
      }),
    }),
  });
}
