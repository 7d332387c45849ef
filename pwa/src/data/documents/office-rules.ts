/** Rules of earning. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const Rules = graphql(`
  query Rules {
    categories {
      id
      name
    }
    productBrands {
      id
      name
    }
    business {
      id
      stores {
        id
        name
      }
      earnRules {
        id
        name
        kind
        priority
        isActive
        multiplier
        bonusPoints
        capPoints
        startsAt
        endsAt
        version
        earnRate {
          points
          perAmount {
            minorUnits
            currency
          }
        }
        conditions {
          categoryIds
          brandIds
          productIds
          storeIds
          weekdays
          fromHour
          toHour
          firstPurchase
          birthdayMonth
          birthday
          kidBirthday
          kidAgeFrom
          kidAgeTo
          minAmountMinorUnits
        }
      }
    }
  }
`);

export const SaveEarnRule = graphql(
  `
    mutation SaveEarnRule($input: SaveEarnRuleInput!) {
      saveEarnRule(input: $input) {
        earnRule {
          id
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RemoveEarnRule = graphql(
  `
    mutation RemoveEarnRule($input: RemoveEarnRuleInput!) {
      removeEarnRule(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);
