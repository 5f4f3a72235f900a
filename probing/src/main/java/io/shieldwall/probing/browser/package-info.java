/// Checks of pages that need a real browser.
@NullMarked
package io.shieldwall.probing.browser;

import org.jspecify.annotations.NullMarked;
