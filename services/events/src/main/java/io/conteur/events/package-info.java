/** One record per event, the topic catalogue, the JSON and CloudEvents codec. */
@NullMarked
package io.conteur.events;

import org.jspecify.annotations.NullMarked;
