"""The second door of the service, for phones in the house; absent unless `serve --lan` asks for it.

Both doors lead to one application in one process. The first, on 127.0.0.1, is what it would be without the
second. What comes in through the second passes `door` alone: TLS by a certificate of its own, a host and an
origin that are this door's, a device that was paired, and a row of `permissions`, the one table of what a
device may ask; it is then answered over a `ShownContext`, in which what is hidden, and people for whom they
are not allowed, do not exist.
"""
