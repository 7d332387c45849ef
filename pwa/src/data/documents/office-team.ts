/** The office's team, keys and log. */
import { graphql } from '$data/graphql';
import { Refusal } from './office';

export const Team = graphql(`
  query Team {
    permissions {
      name
      description
    }
    business {
      id
      staff {
        id
        name
        email
        status
        hasPin
        role {
          id
          name
        }
      }
      roles {
        id
        key
        name
        isBuiltin
        permissions
      }
      invitations {
        id
        email
        expiresAt
        acceptedAt
        role {
          id
          name
        }
      }
    }
  }
`);

export const InviteStaff = graphql(
  `
    mutation InviteStaff($input: InviteStaffInput!) {
      inviteStaff(input: $input) {
        link
        invitation {
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

export const RevokeInvitation = graphql(
  `
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
      revokeInvitation(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const UpdateStaffMember = graphql(
  `
    mutation UpdateStaffMember($input: UpdateStaffMemberInput!) {
      updateStaffMember(input: $input) {
        staffMember {
          id
          name
          status
          role {
            id
            name
          }
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const CreateRole = graphql(
  `
    mutation CreateRole($input: CreateRoleInput!) {
      createRole(input: $input) {
        role {
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

export const UpdateRole = graphql(
  `
    mutation UpdateRole($input: UpdateRoleInput!) {
      updateRole(input: $input) {
        role {
          id
          name
          permissions
        }
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const ApiKeys = graphql(`
  query ApiKeys {
    permissions {
      name
      description
    }
    business {
      id
      apiKeys {
        id
        name
        prefix
        scopes
        lastUsedAt
        expiresAt
        revokedAt
        createdAt
      }
    }
  }
`);

export const CreateApiKey = graphql(
  `
    mutation CreateApiKey($input: CreateApiKeyInput!) {
      createApiKey(input: $input) {
        secret
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RotateApiKey = graphql(
  `
    mutation RotateApiKey($input: RotateApiKeyInput!) {
      rotateApiKey(input: $input) {
        secret
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const RevokeApiKey = graphql(
  `
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
      revokeApiKey(input: $input) {
        errors {
          ...OfficeRefusal
        }
      }
    }
  `,
  [Refusal],
);

export const AuditLog = graphql(`
  query AuditLog($after: String) {
    auditLog(first: 50, after: $after) {
      edges {
        node {
          id
          action
          actorName
          actorKind
          targetType
          before
          after
          address
          createdAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
