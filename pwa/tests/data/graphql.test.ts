import { expect, test } from 'vitest';
import { graphql } from '$data/graphql';

test('a document is its own text and each of its fragments once, without what only types need', () => {
  const money = graphql('fragment Sum on Money @_unmask { minorUnits }');
  const card = graphql('fragment One on Card @_unmask { worth { ...Sum } }', [money]);
  const both = graphql('query Both { card(id: "1") { ...One worth { ...Sum } } }', [card, money]);
  expect(both).toBe(
    'query Both { card(id: "1") { ...One worth { ...Sum } } }\n' +
      'fragment One on Card { worth { ...Sum } }\n' +
      'fragment Sum on Money { minorUnits }',
  );
});
