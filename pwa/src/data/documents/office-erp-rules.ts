/** What a business makes of the bills of its own system, and who wins where values differ. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

const RuleFields = graphql(`
  fragment ErpRuleFields on ErpConnection @_unmask {
    id
    name
    rules {
      branches {
        code
        store {
          id
        }
      }
      defaultStore {
        id
      }
      excludedSeries
      excludedBranches
      minBill {
        minorUnits
        currency
      }
      countsFrom
      dateBasis
      placeholderPhones
      maxCustomersPerPhone
      returnWaitHours
      claimDays
      keepsLines
      staffTag
    }
    policies {
      fieldName
      policy
    }
  }
`);

export const ErpRulesOf = graphql(
  `
    query ErpRulesOf($id: ID!) {
      node(id: $id) {
        __typename
        ... on ErpConnection {
          ...ErpRuleFields
        }
      }
    }
  `,
  [RuleFields],
);

export const SaveErpRules = graphql(
  `
    mutation SaveErpRules($input: SaveErpRulesInput!) {
      saveErpRules(input: $input) {
        connection {
          ...ErpRuleFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RuleFields, Refusal],
);

export const SaveErpPolicies = graphql(
  `
    mutation SaveErpPolicies($input: SaveErpPoliciesInput!) {
      saveErpPolicies(input: $input) {
        connection {
          ...ErpRuleFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [RuleFields, Refusal],
);

/** Which branches the source's bills name, for whoever has no code by heart. */
export const ErpSeenBranches = graphql(`
  query ErpSeenBranches($connectionId: ID!) {
    erpSeenBranches(connectionId: $connectionId) {
      code
      bills
      lastDay
      waiting
      storeId
      isExcluded
    }
  }
`);
