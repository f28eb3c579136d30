/**
 * The HTTP side: what a page may ask for and send. {@code ConsoleBeans} wires the plain classes
 * together, {@code RequestGuard} refuses what does not come from the page itself, and each {@code
 * *Resource} serves one thing. Begin with {@code ConsoleBeans}.
 */
@NullMarked
package io.conteur.console.web;

import org.jspecify.annotations.NullMarked;
