/// How it grows: probes made by workers in other processes, machines and networks, over Kafka.
@NullMarked
package io.shieldwall.cluster;

import org.jspecify.annotations.NullMarked;
