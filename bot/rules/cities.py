"""Names of cities, to tell "we have no shop there" from "we do not know what you mean".

Every sizeable mainland city and those abroad where fans travel, as fans write them. Words that
mean something else in a shop (白银 silver, 和田 jade, 大理 marble, 百色 colours) are left out.
"""

from __future__ import annotations

_MAINLAND = """
北京 上海 天津 重庆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 太原 大同
阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔
巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 吉林市
四平 辽源 通化 白山市 松原 白城 延边 延吉 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河
牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴
张家港 常熟 太仓 宜兴 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 义乌 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠
淮南 马鞍山 淮北 铜陵 安庆 黄山市 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 泉州 漳州 南平
龙岩 宁德 晋江 石狮 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄
东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡
焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石市 十堰 宜昌 襄阳 鄂州 荆门 孝感
荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西
广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山市 潮州
揭阳 云浮 南宁 柳州 桂林 梧州 北海市 防城港 钦州 贵港 玉林 贺州 河池 崇左 海口 三亚 三沙 儋州 成都
自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 贵阳 六盘水 遵义
安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱市 临沧 西双版纳 拉萨 日喀则 林芝 西安 铜川 宝鸡
咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 天水 武威 张掖 平凉 酒泉 庆阳 定西 西宁 海东
银川 石嘴山 吴忠 固原 中卫市 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 库尔勒 阿克苏 喀什 伊犁
"""
_ELSEWHERE = """
香港 澳门 台北 新北 桃园 台中 台南 高雄 新竹 大阪 京都 横滨 名古屋 神户 福冈 札幌 冲绳 东京 首尔
釜山 济州岛 新加坡 吉隆坡 槟城 曼谷 普吉 清迈 雅加达 巴厘岛 马尼拉 河内 胡志明市 岘港 金边 德里
孟买 迪拜 阿布扎比 多哈 利雅得 伊斯坦布尔 开罗 莫斯科 圣彼得堡 巴黎 里昂 尼斯 戛纳 马赛 伦敦
曼彻斯特 爱丁堡 米兰 罗马 佛罗伦萨 威尼斯 马德里 巴塞罗那 里斯本 柏林 慕尼黑 法兰克福 汉堡市
维也纳 苏黎世 日内瓦 布鲁塞尔 阿姆斯特丹 哥本哈根 斯德哥尔摩 奥斯陆 赫尔辛基 布拉格 布达佩斯
华沙 雅典 纽约 洛杉矶 旧金山 芝加哥 波士顿 西雅图 拉斯维加斯 迈阿密 华盛顿 休斯顿 达拉斯
夏威夷 檀香山 多伦多 温哥华 蒙特利尔 墨西哥城 圣保罗 悉尼 墨尔本 布里斯班 奥克兰 塞班 关岛
"""
_ENGLISH = """
beijing,shanghai,tianjin,chongqing,shenzhen,guangzhou,chengdu,hangzhou,nanjing,suzhou,wuhan,
xi an,xian,qingdao,jinan,dalian,shenyang,harbin,changchun,ningbo,wuxi,xiamen,fuzhou,changsha,
zhengzhou,kunming,guiyang,nanning,haikou,sanya,hefei,nanchang,taiyuan,urumqi,lhasa,lanzhou,
zhuhai,dongguan,foshan,hong kong,macau,macao,taipei,taichung,kaohsiung,tokyo,osaka,kyoto,
yokohama,nagoya,kobe,fukuoka,sapporo,okinawa,seoul,busan,jeju,singapore,kuala lumpur,penang,
bangkok,phuket,chiang mai,jakarta,bali,manila,hanoi,ho chi minh,delhi,mumbai,dubai,abu dhabi,
doha,riyadh,istanbul,cairo,moscow,paris,lyon,nice france,cannes,london,manchester,edinburgh,
milan,rome,florence,venice,madrid,barcelona,lisbon,berlin,munich,frankfurt,hamburg,vienna,
zurich,geneva,brussels,amsterdam,copenhagen,stockholm,oslo,helsinki,prague,budapest,warsaw,
athens,new york,los angeles,san francisco,chicago,boston,seattle,las vegas,miami,houston,dallas,
honolulu,hawaii,toronto,vancouver,montreal,sydney,melbourne,brisbane,auckland
"""

CHINESE_NAMES: frozenset[str] = frozenset((_MAINLAND + _ELSEWHERE).split())
ENGLISH_NAMES: frozenset[str] = frozenset(
    name.strip() for name in _ENGLISH.replace("\n", "").split(",")
)
