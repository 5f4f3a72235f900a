/// What is played on: the simulated nation and everybody who acts on it. This package holds what
/// its parts share: agents, their agendas and seeded chance.
@NullMarked
package io.shieldwall.range;

import org.jspecify.annotations.NullMarked;
