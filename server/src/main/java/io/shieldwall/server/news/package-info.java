/// The news page of the fictional nation.
@NullMarked
package io.shieldwall.server.news;

import org.jspecify.annotations.NullMarked;
