/// What a Blue team sees and does.
@NullMarked
package io.shieldwall.server.team;

import org.jspecify.annotations.NullMarked;
