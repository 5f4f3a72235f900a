/// The exercise room's properties, and the kit's own tests.
@org.jspecify.annotations.NullMarked
package io.shieldwall.testkit;
