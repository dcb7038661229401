import pytest

from caseflow.pdf.furniture import render
from caseflow.pdf.signing import create_signer, sign
from tests.pdf.samples import NOW, every_block, summary


@pytest.fixture(scope="session")
def signer(tmp_path_factory):
    return create_signer(tmp_path_factory.mktemp("keys"), organisation="Example", now=NOW)


@pytest.fixture(scope="session")
def signed(signer):
    return sign(render(summary(*every_block())), signer, reason="Export of a case", now=NOW)
