/** What a program lets its members do with each other's points, and how points pay. */
import { graphql, type ResultOf } from '../graphql';

const Refusal = graphql(`
  fragment SharingRefusal on UserError @_unmask {
    code
    message
    path
    params
  }
`);

const GiftFields = graphql(`
  fragment GiftRulesFields on GiftRules @_unmask {
    id
    isOn
    minPoints
    maxPoints
    maxPerDay
    maxPerMonth
    waitDays
    version
  }
`);
export type GiftRules = ResultOf<typeof GiftFields>;

const HouseholdFields = graphql(`
  fragment HouseholdRulesFields on HouseholdRules @_unmask {
    id
    isOn
    maxMembers
    version
  }
`);
export type HouseholdRules = ResultOf<typeof HouseholdFields>;

const PaymentFields = graphql(`
  fragment PaymentFields on Program @_unmask {
    id
    version
    payment {
      isOn
      maxPercent
      minPoints
      maxPoints
      step
    }
  }
`);
export type PaymentOf = ResultOf<typeof PaymentFields>;

export const SharingRules = graphql(
  `
    query SharingRules {
      giftRules {
        ...GiftRulesFields
      }
      householdRules {
        ...HouseholdRulesFields
      }
      business {
        id
        program {
          ...PaymentFields
        }
      }
    }
  `,
  [GiftFields, HouseholdFields, PaymentFields],
);

export const SaveGiftRules = graphql(
  `
    mutation SaveGiftRules($input: SaveGiftRulesInput!) {
      saveGiftRules(input: $input) {
        giftRules {
          ...GiftRulesFields
        }
        errors {
          ...SharingRefusal
        }
      }
    }
  `,
  [GiftFields, Refusal],
);

export const SaveHouseholdRules = graphql(
  `
    mutation SaveHouseholdRules($input: SaveHouseholdRulesInput!) {
      saveHouseholdRules(input: $input) {
        householdRules {
          ...HouseholdRulesFields
        }
        errors {
          ...SharingRefusal
        }
      }
    }
  `,
  [HouseholdFields, Refusal],
);

export const SavePayment = graphql(
  `
    mutation SavePayment($input: UpdateProgramInput!) {
      updateProgram(input: $input) {
        program {
          ...PaymentFields
        }
        errors {
          ...SharingRefusal
        }
      }
    }
  `,
  [PaymentFields, Refusal],
);
