/** The office's shop brands: a business may wear several names over its doors. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const CreateShopBrand = graphql(
  `
    mutation CreateShopBrand($input: CreateShopBrandInput!) {
      createShopBrand(input: $input) {
        shopBrand {
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

export const UpdateShopBrand = graphql(
  `
    mutation UpdateShopBrand($input: UpdateShopBrandInput!) {
      updateShopBrand(input: $input) {
        shopBrand {
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
