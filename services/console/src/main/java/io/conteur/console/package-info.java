/**
 * The console: a web page that shows all topics live, and sends requests. One thread reads every
 * topic without a consumer group; each record becomes a change, which goes to all open pages.
 *
 * <pre>
 * Kafka → feed.TopicFeed → change.RecordTranslator → feed.LiveView → stream.EventStream → the page
 *                                                        ↑
 *                             probe.SystemProbe (health of the services, lag)
 * the page → web.*Resource → request.RequestSender → Kafka
 *                          → artifact store
 * </pre>
 *
 * <p>Begin with {@code feed.TopicFeed}. The page itself is in {@code META-INF/resources}.
 */
@NullMarked
package io.conteur.console;

import org.jspecify.annotations.NullMarked;
