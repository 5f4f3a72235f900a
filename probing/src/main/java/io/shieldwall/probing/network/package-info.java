/// Checks of the network itself and of plain connections.
@NullMarked
package io.shieldwall.probing.network;

import org.jspecify.annotations.NullMarked;
