import { z } from 'zod';

export const Order = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(['placed', 'packed', 'shipped', 'delivered', 'returned', 'cancelled']),
  placedAt: z.string(),
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
  lines: z.array(
    z.object({ sku: z.string(), title: z.string(), quantity: z.number().int().positive() }),
  ),
});

export type Order = z.infer<typeof Order>;

export interface OrdersClientOptions {
  url: string;
  token: string;
  timeoutMs?: number;
  fetch?: typeof fetch;
}

/** Reads orders from the order service. What it answers is checked before anybody uses it. */
export class OrdersClient {
  readonly #base: URL;
  readonly #token: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  constructor(options: OrdersClientOptions) {
    this.#base = new URL(options.url.endsWith('/') ? options.url : `${options.url}/`);
    this.#token = options.token;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    this.#fetch = options.fetch ?? fetch;
  }

  /** Undefined when the service knows no such order; throws when it cannot be asked or answers nonsense. */
  async find(orderId: string, signal?: AbortSignal): Promise<Order | undefined> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const response = await this.#fetch(
      new URL(`v1/orders/${encodeURIComponent(orderId)}`, this.#base),
      {
        headers: { accept: 'application/json', authorization: `Bearer ${this.#token}` },
        // A redirect would carry the token to a place nobody configured.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      },
    );
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the order service answered ${response.status}`);
    return Order.parse(await response.json());
  }
}
