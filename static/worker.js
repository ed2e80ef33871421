// Shows a notification that the service sent. It says nothing about a person: which clock, by when, where to look.
"use strict";

self.addEventListener("push", (event) => {
  const said = event.data.json();
  const shown = { body: said.body, tag: said.tag, requireInteraction: true, data: said.link };
  event.waitUntil(self.registration.showNotification(said.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  if (event.notification.data) event.waitUntil(self.clients.openWindow(event.notification.data));
});
