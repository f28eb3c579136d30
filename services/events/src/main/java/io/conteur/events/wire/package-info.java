/**
 * Events on the wire: the catalogue of topics ({@code Topic}), JSON ({@code EventCodec}), and
 * CloudEvents in binary and structured mode.
 */
@NullMarked
package io.conteur.events.wire;

import org.jspecify.annotations.NullMarked;
