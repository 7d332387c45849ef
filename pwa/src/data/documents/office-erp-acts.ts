/** What is done with connections and streams of the sync. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';
import { ErpConnectionFields, ErpStreamFields } from './office-erp';

export const SaveErpConnection = graphql(
  `
    mutation SaveErpConnection($input: SaveErpConnectionInput!) {
      saveErpConnection(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const TestErpConnection = graphql(
  `
    mutation TestErpConnection($input: TestErpConnectionInput!) {
      testErpConnection(input: $input) {
        diagnosis {
          isOk
          problem
          message
          serverVersion
          latencyMs
          tables
          canWrite
          clockSkewSeconds
        }
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const AddErpStreams = graphql(
  `
    mutation AddErpStreams($input: AddErpStreamsInput!) {
      addErpStreams(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const PauseErpConnection = graphql(
  `
    mutation PauseErpConnection($input: ErpConnectionInput!) {
      changed: pauseErpConnection(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const ResumeErpConnection = graphql(
  `
    mutation ResumeErpConnection($input: ErpConnectionInput!) {
      changed: resumeErpConnection(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const RemoveErpConnection = graphql(
  `
    mutation RemoveErpConnection($input: ErpConnectionInput!) {
      changed: removeErpConnection(input: $input) {
        connection {
          ...ErpConnectionFields
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [ErpConnectionFields, Refusal],
);

export const SaveErpStream = graphql(
  `
    mutation SaveErpStream($input: SaveErpStreamInput!) {
      saveErpStream(input: $input) {
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

export const ResetErpStream = graphql(
  `
    mutation ResetErpStream($input: ResetErpStreamInput!) {
      resetErpStream(input: $input) {
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
