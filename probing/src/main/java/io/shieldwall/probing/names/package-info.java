/// Checks of name servers.
@NullMarked
package io.shieldwall.probing.names;

import org.jspecify.annotations.NullMarked;
