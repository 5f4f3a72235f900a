/// What the director sees and does.
@NullMarked
package io.shieldwall.server.director;

import org.jspecify.annotations.NullMarked;
