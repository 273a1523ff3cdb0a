INSERT INTO metrics (
  project, website_id, page_id, timestamp, arrived, view_id, session_id, path_hash, first_ts, last_ts,
  page_view_ts, website, device_type, browser, os, country, connection, language, release, user_hash, bot,
  navigation_type, viewport_width, viewport_height, screen_width, screen_height, rtt, device_memory, cores,
  dimensions, weight, flags,
  lcp, lcp_ts, lcp_attribution,
  inp, inp_ts, inp_attribution,
  cls, cls_ts, cls_attribution,
  fcp, fcp_ts, fcp_attribution,
  ttfb, ttfb_ts, ttfb_attribution,
  fid, fid_ts, fid_attribution
)
SELECT
  project, website_id, page_id, timestamp, arrived, view_id, session_id, path_hash, first_ts, last_ts,
  page_view_ts, website, device_type, browser, os, country, connection, language, release, user_hash, bot,
  navigation_type, viewport_width, viewport_height, screen_width, screen_height, rtt, device_memory, cores,
  dimensions, weight, flags,
  lcp, lcp_ts, lcp_attribution,
  inp, inp_ts, inp_attribution,
  cls, cls_ts, cls_attribution,
  fcp, fcp_ts, fcp_attribution,
  ttfb, ttfb_ts, ttfb_attribution,
  fid, fid_ts, fid_attribution
FROM staged_views
ON CONFLICT (project, view_id, timestamp) DO UPDATE SET
  website_id = excluded.website_id, page_id = excluded.page_id, arrived = excluded.arrived,
  session_id = excluded.session_id, path_hash = excluded.path_hash, first_ts = excluded.first_ts,
  last_ts = excluded.last_ts, page_view_ts = excluded.page_view_ts, website = excluded.website,
  device_type = excluded.device_type, browser = excluded.browser, os = excluded.os,
  country = excluded.country, connection = excluded.connection, language = excluded.language,
  release = excluded.release, user_hash = excluded.user_hash, bot = excluded.bot,
  navigation_type = excluded.navigation_type, viewport_width = excluded.viewport_width,
  viewport_height = excluded.viewport_height, screen_width = excluded.screen_width,
  screen_height = excluded.screen_height, rtt = excluded.rtt, device_memory = excluded.device_memory,
  cores = excluded.cores, dimensions = excluded.dimensions, weight = excluded.weight, flags = excluded.flags,
  lcp = excluded.lcp, lcp_ts = excluded.lcp_ts, lcp_attribution = excluded.lcp_attribution,
  inp = excluded.inp, inp_ts = excluded.inp_ts, inp_attribution = excluded.inp_attribution,
  cls = excluded.cls, cls_ts = excluded.cls_ts, cls_attribution = excluded.cls_attribution,
  fcp = excluded.fcp, fcp_ts = excluded.fcp_ts, fcp_attribution = excluded.fcp_attribution,
  ttfb = excluded.ttfb, ttfb_ts = excluded.ttfb_ts, ttfb_attribution = excluded.ttfb_attribution,
  fid = excluded.fid, fid_ts = excluded.fid_ts, fid_attribution = excluded.fid_attribution
