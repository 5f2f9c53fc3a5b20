"""The dashboards brought in from inside Superset's own environment, before its server runs.

``python -m warehouse.bi.inside ACCOUNT MARTS`` does what ``thuocdo dashboards import`` does through the API.
The marts need not be there yet.
"""

import io
import sys
import zipfile
from pathlib import Path

from superset.app import create_app

from warehouse.bi.bundle import ASSETS, pack


def import_inside(account: str, marts: Path) -> None:
    """Import the dashboards in the name of an account; what is there under the same UUID is replaced."""
    with create_app().app_context():
        # Superset's modules can be imported only once there is an app
        from superset import security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.commands.importers.v1.utils import get_contents_from_bundle
        from superset.utils.core import override_user

        with zipfile.ZipFile(io.BytesIO(pack(ASSETS, marts))) as bundle:
            contents = get_contents_from_bundle(bundle)
        with override_user(security_manager.find_user(account)):
            ImportAssetsCommand(contents).run()


if __name__ == "__main__":
    import_inside(sys.argv[1], Path(sys.argv[2]))
