"""What the web server loads in the process that answers requests."""

import signal

from app import create_app
from app.enquiry import recorder
from app.server import die_with_parent

# An answering process whose server was killed would go on taking requests beside its successor.
die_with_parent(signal.SIGKILL)
app = create_app()
with app.app_context():
    recorder.prepare()
