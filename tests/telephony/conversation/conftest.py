"""The same house and node as the exchange's tests."""

from tests.telephony.exchange.conftest import anyio_backend as anyio_backend
from tests.telephony.exchange.conftest import house as house
from tests.telephony.exchange.conftest import node as node
