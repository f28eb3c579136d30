/**
 * Gives dev mode and tests a real broker without a container engine. Part of the build alone:
 * nothing of it runs in a packaged service.
 */
@NullMarked
package io.conteur.devkafka;

import org.jspecify.annotations.NullMarked;
