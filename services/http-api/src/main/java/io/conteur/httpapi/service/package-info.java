/**
 * The Quarkus application: configuration, the beans and health checks. Begin with {@code
 * HttpApiBeans}.
 */
@NullMarked
package io.conteur.httpapi.service;

import org.jspecify.annotations.NullMarked;
