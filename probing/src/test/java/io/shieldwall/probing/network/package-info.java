@NullMarked
package io.shieldwall.probing.network;

import org.jspecify.annotations.NullMarked;
