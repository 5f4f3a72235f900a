/// Fakes, fixed clocks, seeded generators and contract suites that the rooms' tests share.
@NullMarked
package io.shieldwall.testkit;

import org.jspecify.annotations.NullMarked;
