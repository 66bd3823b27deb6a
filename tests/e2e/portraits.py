"""Pictures of a page in the middle of what it does, at both sizes, where ``SCREENSHOTS`` names a folder."""

import os

from tests.browser.pages import SIZE, Page
from tests.e2e.pages import SIZES, Watched

DRAWN_MS = 300


async def portrait(page: Page, name: str) -> None:
    """``NAME-1366.webp`` and ``NAME-1920.webp``; the page has its old size afterwards."""
    if "SCREENSHOTS" not in os.environ:
        return
    camera = Watched(page.page)
    for size, viewport in SIZES.items():
        await page.page.set_viewport_size(viewport)
        await page.page.wait_for_timeout(DRAWN_MS)
        await camera.picture(f"{name}-{size}")
    await page.page.set_viewport_size(SIZE)
