import { createTool } from '@mastra/core/tools';
import { formatDistanceStrict, isValid, parseISO } from 'date-fns';
import { z } from 'zod';
import { Order, type OrdersClient } from '../../orders/client.js';
import { Session } from '../session.js';

const Found = z.object({
  found: z.literal(true),
  order: Order.omit({ customerId: true }).extend({
    placed: z.string().describe('how long ago the order was placed, in words'),
  }),
});
const Missing = z.object({ found: z.literal(false) });

/** Models miscount days, so the tool does it. */
function ago(placedAt: string, now: Date): string {
  const date = parseISO(placedAt);
  return isValid(date) ? formatDistanceStrict(date, now, { addSuffix: true }) : 'unknown';
}

/** Another customer's order is answered like one that does not exist. */
export function orderLookup(orders: Pick<OrdersClient, 'find'>, now = () => new Date()) {
  return createTool({
    id: 'order-lookup',
    description: "Look up one of the customer's orders by its number: status, contents, tracking.",
    inputSchema: z.object({
      orderId: z
        .string()
        .regex(/^[A-Z]{2}-\d{4,10}$/)
        .describe('the order number as printed on the confirmation, for example SO-10442'),
    }),
    outputSchema: z.discriminatedUnion('found', [Found, Missing]),
    requestContextSchema: Session,
    execute: async ({ orderId }, { requestContext, abortSignal }) => {
      const order = await orders.find(orderId, abortSignal);
      if (order === undefined || order.customerId !== requestContext.get('customerId')) {
        return { found: false as const };
      }
      const { customerId: _, ...rest } = order;
      return { found: true as const, order: { ...rest, placed: ago(order.placedAt, now()) } };
    },
  });
}
