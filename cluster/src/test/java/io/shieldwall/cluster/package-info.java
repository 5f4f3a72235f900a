/// Tests of the cluster room, with a real broker.
@NullMarked
package io.shieldwall.cluster;

import org.jspecify.annotations.NullMarked;
