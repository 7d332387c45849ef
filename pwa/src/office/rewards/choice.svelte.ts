/** The rewards of the business by name, to choose one of them. */
import { RewardNames } from '$data/documents/office-rewards';
import { query } from '$data/query.svelte';

/** Asked for while `isOpen`; `isKnown` once they are there, though there may be none. */
export function rewardChoice(isOpen: () => boolean) {
  const asked = query(() => ({ document: RewardNames, variables: {}, session: 'staff', pause: !isOpen() }));
  const options = $derived(
    asked.data?.rewards.edges.map(({ node }) => ({ value: node.id, label: node.name })) ?? [],
  );
  return {
    get options() {
      return options;
    },
    get isKnown() {
      return Boolean(asked.data);
    },
  };
}
