/** One page of a history, as it is kept. */
import type { Transaction } from '$data/documents/wallet';

export interface Page {
  items: Transaction[];
  end: string | null;
  more: boolean;
}

interface Connection {
  edges: readonly { node: Transaction }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

export const pageOf = ({ edges, pageInfo }: Connection): Page => ({
  items: edges.map(({ node }) => node),
  end: pageInfo.endCursor,
  more: pageInfo.hasNextPage,
});
