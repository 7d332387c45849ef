/** Shop brands and the doors that they stand over. */
import type { ResultOf } from '$data/graphql';
import type { StoreFields } from '$data/documents/office';
import type { BusinessSettings } from '$data/documents/office-settings';

export type BrandInfo = NonNullable<ResultOf<typeof BusinessSettings>['business']>['shopBrands'][number];
export type StoreInfo = ResultOf<typeof StoreFields>;

/** Colours to begin with. */
const FRESH = { stockColor: '#3d3a66', foilColor: '#d8c48e' };

export function toForm(shop: BrandInfo | undefined) {
  return {
    name: shop?.brand.name ?? '',
    stockColor: shop?.brand.stockColor ?? FRESH.stockColor,
    foilColor: shop?.brand.foilColor ?? FRESH.foilColor,
    motif: shop?.brand.motif ?? '',
    initials: shop?.brand.initials ?? '',
    isActive: shop?.isActive ?? true,
  };
}

/** The stores that wear a brand; without one, those that wear the business's own name. */
export const wearers = (stores: readonly StoreInfo[], brandId: string | undefined): StoreInfo[] =>
  stores.filter(({ shopBrand }) => shopBrand?.id === brandId);

export interface Move {
  storeId: string;
  /** `null` gives the store back the business's own name. */
  shopBrandId: string | null;
  version: number;
}

/** What has to change so that just the chosen stores wear the brand. */
export function moves(stores: readonly StoreInfo[], brandId: string, chosen: readonly string[]): Move[] {
  return stores
    .filter(({ id, shopBrand }) => chosen.includes(id) !== (shopBrand?.id === brandId))
    .map(({ id, version }) => ({
      storeId: id,
      shopBrandId: chosen.includes(id) ? brandId : null,
      version,
    }));
}
