/// The public scoreboard.
@NullMarked
package io.shieldwall.server.board;

import org.jspecify.annotations.NullMarked;
