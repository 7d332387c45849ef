"""Which adapter serves which port: the only place where adapters are chosen."""

from api.core.settings import Settings
from api.customers import ports as customers
from api.identity import ports as identity
from api.integrations.dev_inbox import DevInbox
from api.integrations.no_carrier import NoCarrier


def wire(settings: Settings) -> None:
    """Fills every port; called once at the start of API, worker, command and tests."""
    inbox = DevInbox()
    customers.use_code_sender(inbox if settings.is_local else NoCarrier())
    identity.use_invitation_sender(inbox if settings.is_local else identity.Nobody())
