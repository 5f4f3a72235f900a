@NullMarked
package io.shieldwall.probing.browser;

import org.jspecify.annotations.NullMarked;
