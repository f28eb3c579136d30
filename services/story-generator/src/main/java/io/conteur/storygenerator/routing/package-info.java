/**
 * Decides for each prompt which model generates its stories and with which settings, or that the
 * prompt is refused. Begin with {@code ModelRouter}.
 */
@NullMarked
package io.conteur.storygenerator.routing;

import org.jspecify.annotations.NullMarked;
