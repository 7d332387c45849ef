/** The levers of a stream of the sync: all of them take the stream and give it back as it is then. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { ErpStreamFields } from './office-erp';

export const StartErpBackfill = graphql(
  `
    mutation StartErpBackfill($input: ErpStreamInput!) {
      steered: startErpBackfill(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const GoLiveErpStream = graphql(
  `
    mutation GoLiveErpStream($input: ErpStreamInput!) {
      steered: goLiveErpStream(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const PollErpStream = graphql(
  `
    mutation PollErpStream($input: ErpStreamInput!) {
      steered: pollErpStream(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const ReconcileErpStream = graphql(
  `
    mutation ReconcileErpStream($input: ErpStreamInput!) {
      steered: reconcileErpStream(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const PauseErpStream = graphql(
  `
    mutation PauseErpStream($input: ErpStreamInput!) {
      steered: pauseErpStream(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);

export const ResumeErpStream = graphql(
  `
    mutation ResumeErpStream($input: ErpStreamInput!) {
      steered: resumeErpStream(input: $input) {
        stream {
          ...ErpStreamFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpStreamFields, Refusal],
);
